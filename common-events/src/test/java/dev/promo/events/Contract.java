package dev.promo.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a release promises to others: the schemas and the golden samples in a folder. */
record Contract(String release, Path folder) {

    private static final Path RELEASED = Path.of("src/test/resources/released");

    static Contract current() {
        return new Contract("current", Path.of("src/main/resources"));
    }

    /** Those of all releases there ever were, each as it was stored then. */
    static Stream<Contract> released() {
        return list(RELEASED).map(folder -> new Contract(folder.getFileName().toString(), folder));
    }

    static Contract released(String version) {
        return new Contract(version, RELEASED.resolve(version));
    }

    boolean isStored() {
        return Files.isDirectory(folder);
    }

    /** By their names: {@code first-login.v1}. */
    Map<String, JsonNode> schemas() {
        return read("schemas", ".schema.json", JsonNode.class);
    }

    /** By their names: {@code first-login.v1-with-registration}. */
    Map<String, GoldenRecord> samples() {
        return read("golden", ".json", GoldenRecord.class);
    }

    private <T> Map<String, T> read(String kind, String ending, Class<T> type) {
        var read = new TreeMap<String, T>();
        list(folder.resolve(kind))
                .forEach(file -> read.put(
                        file.getFileName().toString().replace(ending, ""),
                        JsonMapper.shared().readValue(file, type)));
        return read;
    }

    private static Stream<Path> list(Path folder) {
        try (var files = Files.list(folder)) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return release;
    }
}
