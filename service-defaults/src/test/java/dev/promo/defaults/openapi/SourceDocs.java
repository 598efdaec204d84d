package dev.promo.defaults.openapi;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the Javadoc in the sources says, so that it is written once and clients read it too. */
final class SourceDocs {

    /** One comment. */
    private record Doc(String text, Map<String, String> parameters) {}

    private final Map<String, Doc> docs = new HashMap<>();

    /** Reads all sources below the folders; one that does not exist is passed over. */
    SourceDocs(List<Path> roots) {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var task = (JavacTask) compiler.getTask(
                    null,
                    files,
                    _ -> {},
                    List.of("-proc:none"),
                    null,
                    files.getJavaFileObjectsFromPaths(sources(roots)));
            var trees = DocTrees.instance(task);
            for (var unit : task.parse()) {
                var packageName = unit.getPackageName() == null ? "" : unit.getPackageName() + ".";
                new Reader(trees, packageName).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources(List<Path> roots) throws IOException {
        var sources = new ArrayList<Path>();
        for (var root : roots) {
            if (Files.isDirectory(root)) {
                try (var files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".java")
                                    && !file.getFileName().toString().contains("-info"))
                            .forEach(sources::add);
                }
            }
        }
        return sources;
    }

    /** @param type its binary name */
    Optional<String> ofType(String type) {
        return text(type);
    }

    /** What its type's comment says of a record's component. */
    Optional<String> ofComponent(String type, String component) {
        return parameter(type, component);
    }

    Optional<String> ofMethod(String type, String method) {
        return text(type + "#" + method);
    }

    Optional<String> ofParameter(String type, String method, String parameter) {
        return parameter(type + "#" + method, parameter);
    }

    private Optional<String> text(String of) {
        return Optional.ofNullable(docs.get(of)).map(Doc::text).filter(text -> !text.isEmpty());
    }

    private Optional<String> parameter(String of, String name) {
        return Optional.ofNullable(docs.get(of)).map(doc -> doc.parameters().get(name));
    }

    private final class Reader extends TreePathScanner<@Nullable Void, @Nullable String> {
        private final DocTrees trees;
        private final String packageName;

        Reader(DocTrees trees, String packageName) {
            this.trees = trees;
            this.packageName = packageName;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable String outer) {
            var name = (outer == null ? packageName : outer + "$") + type.getSimpleName();
            note(name);
            return super.visitClass(type, name);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable String type) {
            note(type + "#" + method.getName());
            return null;
        }

        private void note(String name) {
            var comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                docs.putIfAbsent(name, read(comment));
            }
        }
    }

    private static Doc read(DocCommentTree comment) {
        var parameters = new HashMap<String, String>();
        for (var tag : comment.getBlockTags()) {
            if (tag instanceof ParamTree parameter && tag.getKind() == DocTree.Kind.PARAM) {
                parameters.put(parameter.getName().toString(), sentence(plain(parameter.getDescription())));
            }
        }
        return new Doc(plain(comment.getFullBody()), parameters);
    }

    private static String plain(List<? extends DocTree> trees) {
        var text = new StringBuilder();
        for (var tree : trees) {
            switch (tree) {
                case LiteralTree literal ->
                    text.append('`').append(literal.getBody().getBody()).append('`');
                case LinkTree link ->
                    text.append('`')
                            .append(simple(link.getReference().getSignature()))
                            .append('`');
                case StartElementTree _ -> text.append(' ');
                default -> text.append(tree);
            }
        }
        return text.toString().replaceAll("\\s+", " ").strip();
    }

    private static String simple(String signature) {
        return signature.replaceAll("\\(.*", "").replaceAll(".*[.#]", "");
    }

    private static String sentence(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
