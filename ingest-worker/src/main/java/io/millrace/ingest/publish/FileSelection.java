package io.millrace.ingest.publish;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds files below paths. Symbolic links are not followed. */
final class FileSelection {

    /** What was found, in the order of sources. */
    record Found(List<SourceFile> files, List<SkippedFile> skipped) {}

    private final String prefix;
    private final List<PathMatcher> include;
    private final List<PathMatcher> exclude;

    /** @throws IllegalArgumentException if a glob is none */
    FileSelection(String prefix, List<String> include, List<String> exclude) {
        this.prefix = prefix;
        this.include = matchers(include);
        this.exclude = matchers(exclude);
    }

    /** @throws IOException if a folder cannot be read */
    Found find(List<Path> paths) throws IOException {
        Map<String, SourceFile> files = new TreeMap<>();
        List<SkippedFile> skipped = new ArrayList<>();
        for (Path path : paths) {
            Path root = path.toAbsolutePath().normalize();
            if (Files.isDirectory(root)) {
                walk(root, files, skipped);
            } else {
                add(root, String.valueOf(root.getFileName()), files, skipped);
            }
        }
        skipped.sort(Comparator.comparing(SkippedFile::source));
        return new Found(List.copyOf(files.values()), skipped);
    }

    private void walk(Path root, Map<String, SourceFile> files, List<SkippedFile> skipped) throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                return !folder.equals(root) && isHidden(folder)
                        ? FileVisitResult.SKIP_SUBTREE
                        : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                Path relative = root.relativize(file);
                if (!attributes.isRegularFile() || !isWanted(relative)) {
                    return FileVisitResult.CONTINUE;
                }
                String source = relative.toString().replace(file.getFileSystem().getSeparator(), "/");
                if (isHidden(file)) {
                    skipped.add(new SkippedFile(prefix + source, "hidden", false));
                } else {
                    add(file, source, files, skipped);
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                skipped.add(new SkippedFile(prefix + root.relativize(file), "cannot be read", true));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void add(Path file, String name, Map<String, SourceFile> files, List<SkippedFile> skipped) {
        String source = prefix + name;
        SourceFile other = files.putIfAbsent(source, new SourceFile(file, source));
        if (other != null && !other.path().equals(file)) {
            skipped.add(new SkippedFile(
                    source, "has the same source as " + other.path() + ": publish them with different --prefix", true));
        }
    }

    private boolean isWanted(Path relative) {
        return (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(relative)))
                && exclude.stream().noneMatch(glob -> glob.matches(relative));
    }

    private static boolean isHidden(Path path) {
        return String.valueOf(path.getFileName()).startsWith(".");
    }

    /** A glob without a slash is meant of names in any folder, as in {@code .gitignore}. */
    private static List<PathMatcher> matchers(List<String> globs) {
        return globs.stream()
                .map(glob -> glob.contains("/") ? glob : "{" + glob + ",**/" + glob + "}")
                .map(glob -> FileSystems.getDefault().getPathMatcher("glob:" + glob))
                .toList();
    }
}
