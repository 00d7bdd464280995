/**
 * Conversations: messages of one user in threads, and which chunks an answer was made from. What the user sends comes in; rows
 * that nobody else can read leave. A conversation's counter, its positions and its messages commit together.
 */
@NullMarked
package io.millrace.query.conversation;

import org.jspecify.annotations.NullMarked;
