/**
 * Sessions. A password comes in, a short access token and a refresh token leave; a refresh token comes in once, and the next
 * leaves. One that comes twice was stolen by somebody: its whole session ends.
 */
@NullMarked
package io.millrace.query.session;

import org.jspecify.annotations.NullMarked;
