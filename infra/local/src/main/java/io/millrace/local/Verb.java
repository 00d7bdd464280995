package io.millrace.local;

import picocli.CommandLine.Command;

/** What every verb's help says. */
@Command(
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it could not be done; one sentence on stderr says why",
            "2:wrong usage",
            "3:status: something is down"
        })
abstract class Verb {}
