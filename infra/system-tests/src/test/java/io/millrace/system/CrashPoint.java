package io.millrace.system;

/**
 * Where a process dies.
 *
 * @param moment what has happened and what has not, in the words of the design
 * @param module the application
 * @param className the class whose method is entered
 * @param methodName the step that does not happen
 * @param entry at which entry of the method, from 1
 */
record CrashPoint(String moment, String module, String className, String methodName, int entry) {

    @Override
    public String toString() {
        return moment;
    }
}
