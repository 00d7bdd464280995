/**
 * The state of the pipeline: each stage is asked in parallel, with a bound. A stage that does not answer is shown as down;
 * the report itself never fails.
 */
@NullMarked
package io.millrace.query.pipeline;

import org.jspecify.annotations.NullMarked;
