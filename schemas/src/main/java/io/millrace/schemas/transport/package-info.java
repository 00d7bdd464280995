/**
 * What may cross a network: the addresses of servers come in, a refusal with one sentence leaves when somebody on the way could read
 * or change what is sent. Every application asks before it connects.
 */
@NullMarked
package io.millrace.schemas.transport;

import org.jspecify.annotations.NullMarked;
