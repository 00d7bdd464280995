# Sourced by mvnw and millrace. Sets JAVA_HOME to a JDK of at least the wanted release, or fails with one sentence.
MILLRACE_JDK=25

# Prints the feature release of the JDK in folder $1, or nothing if there is none.
jdk_release() {
  [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 0
  sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
}

jdk_is_enough() {
  release=$(jdk_release "$1")
  [ -n "$release" ] && [ "$release" -ge "$MILLRACE_JDK" ]
}

# The folder that the command 'java' on the PATH belongs to, with links followed.
jdk_on_path() {
  java=$(command -v java) || return 0
  while [ -L "$java" ]; do
    link=$(readlink "$java")
    case $link in
      /*) java=$link ;;
      *) java=$(dirname "$java")/$link ;;
    esac
  done
  dirname "$(dirname "$java")"
}

find_jdk() {
  for home in "${JAVA_HOME:-}" "$(jdk_on_path)" \
    /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* /opt/java/* /opt/*jdk*; do
    if [ -n "$home" ] && jdk_is_enough "$home"; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  echo "millrace: no JDK $MILLRACE_JDK or later was found: install one (for example Eclipse Temurin $MILLRACE_JDK) and set JAVA_HOME to its folder." >&2
  return 1
}
