/**
 * The whole of Millrace as its users run it: three applications in processes of their own, from their executable jars, on
 * a real PostgreSQL, a real Kafka broker and the embedded Qdrant. Faults are real: processes are killed with SIGKILL.
 */
package io.millrace.system;
