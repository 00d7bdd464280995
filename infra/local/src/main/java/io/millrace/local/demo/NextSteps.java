package io.millrace.local.demo;

import java.nio.file.Path;

/** What a user does after the demo. */
record NextSteps(Console console) {

    void ofEnded() {
        console.line("          Everything was ended and removed. A system that stays, with your own files:");
        console.line("");
        console.line("  ./millrace up");
        console.line("  ./millrace collections create notes");
        console.line("  ./millrace publish PATH... --collection notes --wait");
        console.line("  ./millrace search \"what you look for\" --collection notes");
    }

    void ofKept(Path state) {
        console.line("          The demo's system runs on:");
        console.line("");
        console.line("  export MILLRACE_STATE_DIR=" + state);
        console.line("  ./millrace status");
        console.line("  ./millrace search \"what you look for\" --collection " + DemoCollection.NAME);
        console.line("  ./millrace down --purge --execute     ends it and removes its data");
    }
}
