package io.millrace.query.conversation;

/** A validated message without a place yet. */
record NewMessage(MessageRole role, String content) {}
