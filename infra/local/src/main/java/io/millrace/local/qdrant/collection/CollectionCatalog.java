package io.millrace.local.qdrant.collection;

import io.millrace.local.qdrant.failure.QdrantStatus;
import io.millrace.local.qdrant.index.DurableFiles;
import io.qdrant.client.grpc.Collections.AliasDescription;
import io.qdrant.client.grpc.Collections.AliasOperations;
import io.qdrant.client.grpc.Collections.CreateCollection;
import io.qdrant.client.grpc.Collections.ListAliasesResponse;
import io.qdrant.client.grpc.Collections.UpdateCollection;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.lucene.store.AlreadyClosedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All collections and aliases of a data directory. Thread-safe; a lookup never waits for a change, and an alias request
 * takes effect as a whole.
 */
public final class CollectionCatalog implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(CollectionCatalog.class);
    private static final String DELETED_PREFIX = ".deleted-";

    private final Path collectionsDirectory;
    private final Path aliasFile;
    private volatile Names names = new Names(Map.of(), Map.of());

    /** One moment of the directory: a reader never sees a new alias with an old set of collections. */
    private record Names(Map<String, StoredCollection> collections, Map<String, String> aliases) {}

    private CollectionCatalog(Path dataDirectory) {
        this.collectionsDirectory = dataDirectory.resolve("collections");
        this.aliasFile = dataDirectory.resolve("aliases.bin");
    }

    /** Opens everything in a data directory, replaying logs and removing what a crash left half made. */
    public static CollectionCatalog open(Path dataDirectory) throws IOException {
        CollectionCatalog catalog = new CollectionCatalog(dataDirectory);
        Files.createDirectories(catalog.collectionsDirectory);
        List<Path> directories;
        try (Stream<Path> found = Files.list(catalog.collectionsDirectory)) {
            directories = found.sorted().toList();
        }
        Map<String, StoredCollection> opened = new TreeMap<>();
        for (Path directory : directories) {
            boolean deleted = directory.getFileName().toString().startsWith(DELETED_PREFIX);
            if (deleted || !CollectionFile.existsIn(directory)) {
                DurableFiles.deleteRecursively(directory);
            } else {
                StoredCollection collection = StoredCollection.open(directory);
                opened.put(collection.name(), collection);
            }
        }
        Map<String, String> read = new TreeMap<>();
        if (Files.exists(catalog.aliasFile)) {
            ListAliasesResponse.parseFrom(Files.readAllBytes(catalog.aliasFile))
                    .getAliasesList()
                    .forEach(alias -> read.put(alias.getAliasName(), alias.getCollectionName()));
        }
        catalog.names = new Names(opened, read);
        return catalog;
    }

    /** The collection of this name or alias, or NOT_FOUND. */
    public StoredCollection require(String nameOrAlias) {
        return find(nameOrAlias).orElseThrow(() -> QdrantStatus.collectionNotFound(nameOrAlias));
    }

    /** The collection of this name or alias. */
    public Optional<StoredCollection> find(String nameOrAlias) {
        Names current = names;
        return Optional.ofNullable(current.collections().get(current.aliases().getOrDefault(nameOrAlias, nameOrAlias)));
    }

    /** All collections, by name. */
    public Collection<StoredCollection> all() {
        return names.collections().values();
    }

    /** All aliases with the names of their collections. */
    public Map<String, String> aliases() {
        return names.aliases();
    }

    /** Makes an empty collection. */
    public synchronized void create(CreateCollection request) throws IOException {
        String name = request.getCollectionName();
        requireName(name);
        if (names.collections().containsKey(name)) {
            throw QdrantStatus.alreadyExists("Collection `" + name + "` already exists!");
        }
        if (names.aliases().containsKey(name)) {
            // lib/storage/src/content_manager/toc/create_collection.rs
            throw QdrantStatus.wrongInput(
                    "Can't create collection with name " + name + ". Alias with the same name already exists");
        }
        Map<String, StoredCollection> changed = new TreeMap<>(names.collections());
        changed.put(name, StoredCollection.create(collectionsDirectory, name, CollectionSettings.of(request)));
        names = new Names(changed, names.aliases());
        log.atInfo().addKeyValue("collection", name).log("Collection created");
    }

    private static void requireName(String name) {
        if (name.isEmpty() || name.length() > 255) {
            throw QdrantStatus.validation("collection_name", "value is invalid, must be from 1 to 255 characters");
        }
        // validate_collection_name, lib/common/common/src/validation.rs
        if (name.chars().anyMatch(c -> "<>:\"/\\|?*\0\u001f".indexOf(c) >= 0)) {
            throw QdrantStatus.validation(
                    "collection_name", "collection name cannot contain any of <>:\"/\\|?* or control characters");
        }
    }

    /** Changes the configuration of a collection. */
    public void update(UpdateCollection request) throws IOException {
        require(request.getCollectionName()).update(request);
    }

    /**
     * Removes a collection with its points and the aliases that lead to it.
     *
     * @return whether there was one
     */
    public synchronized boolean delete(String nameOrAlias) throws IOException {
        String name = names.aliases().getOrDefault(nameOrAlias, nameOrAlias);
        StoredCollection collection = names.collections().get(name);
        if (collection == null) {
            return false;
        }
        Map<String, String> remainingAliases = new TreeMap<>(names.aliases());
        if (remainingAliases.values().removeIf(name::equals)) {
            saveAliases(remainingAliases);
        }
        Map<String, StoredCollection> remaining = new TreeMap<>(names.collections());
        remaining.remove(name);
        names = new Names(remaining, remainingAliases);
        collection.index().closeWithoutCheckpoint();
        // a rename is atomic: a crash leaves the whole collection or none of it
        Path deleted = collectionsDirectory.resolve(DELETED_PREFIX + UUID.randomUUID());
        Files.move(collection.directory(), deleted);
        DurableFiles.syncDirectory(collectionsDirectory);
        DurableFiles.deleteRecursively(deleted);
        log.atInfo().addKeyValue("collection", name).log("Collection deleted");
        return true;
    }

    /**
     * Changes aliases, all or nothing. Rules and messages are those of {@code update_aliases} in
     * {@code lib/storage/src/content_manager/toc/collection_meta_ops.rs}, which however keeps the actions before a failed one.
     */
    public synchronized void changeAliases(List<AliasOperations> actions) throws IOException {
        Map<String, String> changed = new TreeMap<>(names.aliases());
        for (AliasOperations action : actions) {
            switch (action.getActionCase()) {
                case CREATE_ALIAS -> {
                    String target = action.getCreateAlias().getCollectionName();
                    String alias = action.getCreateAlias().getAliasName();
                    if (!names.collections().containsKey(target)) {
                        throw QdrantStatus.collectionNotFound(target);
                    }
                    if (names.collections().containsKey(alias)) {
                        throw QdrantStatus.alreadyExists("Collection `" + alias + "` already exists!");
                    }
                    changed.put(alias, target);
                }
                case DELETE_ALIAS -> changed.remove(action.getDeleteAlias().getAliasName());
                case RENAME_ALIAS -> {
                    String old = action.getRenameAlias().getOldAliasName();
                    String target = changed.remove(old);
                    if (target == null) {
                        throw QdrantStatus.notFound("Alias " + old + " does not exists!");
                    }
                    changed.put(action.getRenameAlias().getNewAliasName(), target);
                }
                case ACTION_NOT_SET -> throw QdrantStatus.invalidArgument("Malformed AliasOperation type");
            }
        }
        saveAliases(changed);
        names = new Names(names.collections(), changed);
    }

    private void saveAliases(Map<String, String> changed) throws IOException {
        ListAliasesResponse.Builder file = ListAliasesResponse.newBuilder();
        changed.forEach((alias, target) -> file.addAliases(
                AliasDescription.newBuilder().setAliasName(alias).setCollectionName(target)));
        DurableFiles.replace(aliasFile, file.build().toByteArray());
    }

    /** Commits collections with much log, and builds graphs of idle ones; to be called every few seconds. */
    public void maintain() {
        for (StoredCollection collection : names.collections().values()) {
            try {
                collection.index().checkpointIfDue();
                collection.index().buildGraphsWhenIdle();
            } catch (AlreadyClosedException e) {
                log.atDebug()
                        .addKeyValue("collection", collection.name())
                        .log("Collection was deleted during its maintenance");
            } catch (IOException | RuntimeException e) {
                log.atWarn()
                        .addKeyValue("collection", collection.name())
                        .setCause(e)
                        .log("Maintenance failed: the log keeps growing until it succeeds");
            }
        }
    }

    /** Commits and closes every collection. */
    @Override
    public synchronized void close() throws IOException {
        IOException failure = null;
        for (StoredCollection collection : names.collections().values()) {
            try {
                collection.index().close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        names = new Names(Map.of(), Map.of());
        if (failure != null) {
            throw failure;
        }
    }
}
