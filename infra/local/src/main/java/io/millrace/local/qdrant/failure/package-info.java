/** The one place that words failures: what leaves are gRPC statuses with the codes and texts of a Qdrant server. */
@NullMarked
package io.millrace.local.qdrant.failure;

import org.jspecify.annotations.NullMarked;
