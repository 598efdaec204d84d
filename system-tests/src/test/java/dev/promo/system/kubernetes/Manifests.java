package dev.promo.system.kubernetes;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.promo.local.ProjectHome;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.Serial;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** What a kustomization comes to, each resource as an object of the class of its kind. */
record Manifests(Path folder, List<Object> resources) {

    static final Path ROOT = ProjectHome.find().root();
    static final Path KUBERNETES = ROOT.resolve("deploy/kubernetes");

    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Namespace", Namespace.class),
            Map.entry("v1/Secret", Secret.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("v1/ServiceAccount", ServiceAccount.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("batch/v1/Job", Job.class),
            Map.entry("networking.k8s.io/v1/Ingress", Ingress.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("keda.sh/v1alpha1/ScaledObject", Keda.ScaledObject.class),
            Map.entry("keda.sh/v1alpha1/TriggerAuthentication", Keda.TriggerAuthentication.class),
            Map.entry("monitoring.coreos.com/v1/PodMonitor", PrometheusOperator.PodMonitor.class),
            Map.entry("kafka.strimzi.io/v1/KafkaTopic", Strimzi.KafkaTopic.class),
            Map.entry("kafka.strimzi.io/v1/KafkaUser", Strimzi.KafkaUser.class));

    private static final ObjectMapper STRICT = JsonMapper.builder()
            .annotationIntrospector(new NothingBesides())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .build();

    /** @param folder below deploy/kubernetes, with a {@code kustomization.yaml} */
    static Manifests of(String folder) {
        try {
            var path = KUBERNETES.resolve(folder);
            return new Manifests(
                    path,
                    Kustomization.build(path).stream().map(Manifests::typed).toList());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Object typed(ObjectNode resource) {
        var kind =
                resource.get("apiVersion").asText() + "/" + resource.get("kind").asText();
        try {
            return STRICT.treeToValue(resource, Objects.requireNonNull(KINDS.get(kind), kind));
        } catch (IOException wrong) {
            throw new AssertionError(
                    kind + " " + resource.at("/metadata/name").asText() + ": " + wrong.getMessage(), wrong);
        }
    }

    <T> List<T> all(Class<T> kind) {
        return resources.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    <T extends HasMetadata> T one(Class<T> kind, String name) {
        return all(kind).stream()
                .filter(each -> each.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind.getSimpleName() + " " + name));
    }

    /** Whatever runs as pods. */
    List<Pods> pods() {
        return Stream.concat(
                        all(Deployment.class).stream()
                                .map(each -> new Pods(
                                        each.getMetadata(), each.getSpec().getTemplate())),
                        all(Job.class).stream()
                                .map(each -> new Pods(
                                        each.getMetadata(), each.getSpec().getTemplate())))
                .toList();
    }

    /** Those of one of the three services and their migrations, and not what a developer's cluster has beside them. */
    List<Pods> ownPods() {
        return pods().stream()
                .filter(pods -> pods.isOf("service") || pods.isOf("migration"))
                .toList();
    }

    /** @param metadata of the Deployment or Job */
    record Pods(ObjectMeta metadata, PodTemplateSpec template) {
        String name() {
            return metadata.getName();
        }

        Map<String, String> labels() {
            return template.getMetadata().getLabels();
        }

        boolean isOf(String component) {
            return component.equals(labels().get("app.kubernetes.io/component"));
        }

        /** The service whose jar they run. */
        String service() {
            return Objects.requireNonNull(labels().get("app.kubernetes.io/name"));
        }
    }

    /** The models keep fields that they do not know; here those are mistakes. */
    private static final class NothingBesides extends JacksonAnnotationIntrospector {
        @Serial
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated method) {
            return false;
        }
    }
}
