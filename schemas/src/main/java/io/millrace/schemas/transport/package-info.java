/**
 * What may cross a network: the addresses of servers come in, a refusal with one sentence leaves when somebody on the way could read
 * or change what is sent. Every application asks before it connects. A server's certificate that was refused while connecting is told
 * from a server that does not answer.
 */
@NullMarked
package io.millrace.schemas.transport;

import org.jspecify.annotations.NullMarked;
