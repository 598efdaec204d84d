package dev.promo.system.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.MetricSpec;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What deploy/kubernetes promises, of what its overlays come to. */
class KubernetesTests {

    private static final Manifests PRODUCTION = Manifests.of("overlays/prod");
    private static final Manifests DEVELOPMENT = Manifests.of("overlays/dev");
    private static final String README = ServiceSettings.read(Manifests.KUBERNETES.resolve("README.md"));

    private static final List<String> SERVICES_WITH_A_SCHEMA = List.of("auth-service", "promotion-service");

    /** Connections of Flyway at work. */
    private static final int OF_MIGRATION = 2;

    /** Of the outbox's relay, beside the pool. */
    private static final int OF_RELAY = 1;

    /** Pods of a service beyond those that are wanted: the one that comes in a rolling update, and the one that it replaces ends. */
    private static final int COMING_AND_GOING = 2;

    /** What MySQL admits if nobody says otherwise. */
    private static final int OF_DATABASE = 151;

    enum Overlay {
        PROD,
        DEV;

        private Manifests manifests() {
            return this == PROD ? PRODUCTION : DEVELOPMENT;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"overlays/prod", "overlays/dev", "overlays/prod/prometheus-operator", "base/kafka"})
    void kubectlUnderstandsTheSame(String folder) throws Exception {
        var kubectl = kubectl(folder);
        assumeTrue(kubectl != null, "kubectl is not installed");

        // but for the hashes that it puts behind the names of what is generated
        var hashed = Pattern.compile("([nN]ame: )([a-z-]+)-[0-9a-z]{10}$", Pattern.MULTILINE);
        var names = new HashSet<>(List.of(""));
        Kustomization.build(Manifests.KUBERNETES.resolve(folder))
                .forEach(resource -> names.add(resource.at("/metadata/name").asText()));
        var plain = hashed.matcher(kubectl)
                .replaceAll(match -> names.contains(match.group(2)) ? match.group(1) + match.group(2) : match.group());
        var rendered = Kustomization.documents(plain);
        for (var resource : rendered) {
            if (resource.get("kind").asText().equals("Secret")) { // it breaks their lines
                var data = (ObjectNode) resource.get("data");
                data.properties()
                        .forEach(value -> value.setValue(
                                new TextNode(value.getValue().asText().replace("\n", ""))));
            }
        }
        assertThat(Kustomization.build(Manifests.KUBERNETES.resolve(folder)))
                .containsExactlyInAnyOrderElementsOf(rendered);
    }

    @Test
    void everyServiceCanBeReleasedAlone() {
        assertThat(Stream.of("namespace", "auth-service", "promotion-service", "gateway-service")
                        .flatMap(part -> Manifests.of("overlays/prod/" + part).resources().stream()))
                .containsExactlyInAnyOrderElementsOf(PRODUCTION.resources());
    }

    @Test
    void topicsAndUsersHaveNoFieldThatStrimziDoesNotKnow() {
        var kafka = Manifests.of("base/kafka");

        assertThat(kafka.all(Strimzi.KafkaTopic.class)).hasSize(6);
        assertThat(kafka.all(Strimzi.KafkaUser.class)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void everyPodIsRestricted(Overlay overlay) {
        assertThat(overlay.manifests().all(Namespace.class))
                .singleElement()
                .satisfies(namespace -> assertThat(namespace.getMetadata().getLabels())
                        .containsEntry("pod-security.kubernetes.io/enforce", "restricted"));
        assertThat(overlay.manifests().pods()).isNotEmpty().allSatisfy(pods -> {
            var spec = pods.template().getSpec();
            assertThat(spec.getHostNetwork()).isNull();
            assertThat(spec.getHostPID()).isNull();
            assertThat(spec.getHostIPC()).isNull();
            assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(spec.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(spec.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            assertThat(spec.getVolumes())
                    .allMatch(volume -> volume.getEmptyDir() != null || volume.getSecret() != null, "kind of volume");
            assertThat(spec.getInitContainers()).isEmpty();
            assertThat(spec.getContainers()).allSatisfy(container -> {
                var security = container.getSecurityContext();
                assertThat(security.getAllowPrivilegeEscalation()).isFalse();
                assertThat(security.getPrivileged()).isNull();
                assertThat(security.getRunAsUser()).isNull();
                assertThat(security.getRunAsNonRoot()).isNull();
                assertThat(security.getSeccompProfile()).isNull();
                assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
                assertThat(security.getCapabilities().getAdd()).isEmpty();
                assertThat(container.getPorts()).allMatch(port -> port.getHostPort() == null, "port of the node");
            });
        });
    }

    @ParameterizedTest
    @EnumSource
    void noPodCanTalkToTheCluster(Overlay overlay) {
        assertThat(overlay.manifests().pods())
                .allMatch(pods -> Boolean.FALSE.equals(pods.template().getSpec().getAutomountServiceAccountToken()));
        assertThat(overlay.manifests().all(ServiceAccount.class))
                .hasSize(3)
                .allMatch(account -> !account.getAutomountServiceAccountToken());
    }

    @ParameterizedTest
    @EnumSource
    void everyContainerOfOursHasLimitsAndAReadOnlyRootButForTmp(Overlay overlay) {
        assertThat(overlay.manifests().ownPods()).hasSizeGreaterThanOrEqualTo(3).allSatisfy(pods -> {
            var container = onlyContainer(pods);
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem())
                    .isTrue();
            assertThat(container.getResources().getLimits()).containsOnlyKeys("cpu", "memory");
            assertThat(container.getResources().getRequests()).containsOnlyKeys("cpu", "memory");
            // memory that was promised and is not there ends the process
            assertThat(container.getResources().getRequests().get("memory"))
                    .isEqualTo(container.getResources().getLimits().get("memory"));
            var tmp = container.getVolumeMounts().stream()
                    .filter(mount -> mount.getMountPath().equals("/tmp"))
                    .map(VolumeMount::getName)
                    .findFirst();
            assertThat(pods.template().getSpec().getVolumes())
                    .filteredOn(volume -> tmp.stream().anyMatch(volume.getName()::equals))
                    .extracting(Volume::getEmptyDir)
                    .extracting(EmptyDirVolumeSource::getSizeLimit)
                    .singleElement()
                    .isNotNull();
        });
    }

    @ParameterizedTest
    @EnumSource
    void everyServiceIsAskedHowItIsOnItsManagementPort(Overlay overlay) {
        assertThat(services(overlay.manifests())).hasSize(3).allSatisfy(pods -> {
            var container = onlyContainer(pods);
            assertThat(asked(container.getStartupProbe().getHttpGet()))
                    .isEqualTo("management/actuator/health/liveness");
            assertThat(asked(container.getLivenessProbe().getHttpGet()))
                    .isEqualTo("management/actuator/health/liveness");
            assertThat(asked(container.getReadinessProbe().getHttpGet()))
                    .isEqualTo("management/actuator/health/readiness");
        });
    }

    private static String asked(HTTPGetAction probe) {
        return probe.getPort().getStrVal() + probe.getPath();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-service", "promotion-service", "gateway-service"})
    void livenessLooksAtNeitherDatabaseNorBroker(String service) {
        assertThat(ServiceSettings.of(service).liveness()).isIn("", "livenessState");
    }

    @ParameterizedTest
    @EnumSource
    void thePortsAreThoseThatTheServicesListenAt(Overlay overlay) {
        assertThat(services(overlay.manifests())).allSatisfy(pods -> {
            var settings = ServiceSettings.of(pods.service());
            assertThat(onlyContainer(pods).getPorts())
                    .extracting(ContainerPort::getName, ContainerPort::getContainerPort)
                    .containsExactly(tuple("http", settings.port()), tuple("management", settings.managementPort()));
        });
    }

    @ParameterizedTest
    @EnumSource
    void aPodThatIsToldToEndHasTheTimeToDoIt(Overlay overlay) {
        assertThat(services(overlay.manifests())).allSatisfy(pods -> {
            var preStop =
                    onlyContainer(pods).getLifecycle().getPreStop().getSleep().getSeconds();
            assertThat(preStop).isPositive();
            assertThat(pods.template().getSpec().getTerminationGracePeriodSeconds())
                    .isGreaterThanOrEqualTo(
                            preStop + ServiceSettings.longestStop().toSeconds());
        });
    }

    @Test
    void noPodGoesBeforeAnotherHasCome() {
        assertThat(PRODUCTION.all(Deployment.class)).hasSize(3).allSatisfy(deployment -> {
            var update = deployment.getSpec().getStrategy().getRollingUpdate();
            assertThat(update.getMaxUnavailable().getIntVal()).isZero();
            assertThat(update.getMaxSurge().getIntVal()).isOne();
            assertThat(deployment.getSpec().getReplicas())
                    .as("the autoscaler's to say")
                    .isNull();
            assertThat(deployment.getSpec().getTemplate().getSpec().getTopologySpreadConstraints())
                    .extracting(each -> each.getTopologyKey())
                    .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
        });
        assertThat(PRODUCTION.all(PodDisruptionBudget.class))
                .hasSize(3)
                .allMatch(budget -> budget.getSpec().getMaxUnavailable().getIntVal() == 1);
    }

    @Test
    void aMigrationGoesBeforeEachServiceThatHasASchema() {
        for (var service : SERVICES_WITH_A_SCHEMA) {
            var deployed = PRODUCTION.one(Deployment.class, service).getSpec().getTemplate();
            var migration = migrationOf(service);
            assertThat(settings(service)).containsEntry("PROMO_SCHEMA_MIGRATE", "false");
            assertThat(onlyContainer(migration).getArgs()).containsExactly("migrate");
            assertThat(onlyContainer(migration).getImage())
                    .isEqualTo(deployed.getSpec().getContainers().getFirst().getImage());
            assertThat(migration.template().getSpec().getRestartPolicy()).isEqualTo("Never");
            assertThat(secrets(migration)).isEqualTo(Set.of(service + "-migration"));
        }
    }

    /** Named by a Job, a ConfigMap with a hash behind its name would make every change of a setting one that the cluster refuses. */
    @Test
    void noChangeOfASettingChangesAJob() throws IOException {
        for (var service : SERVICES_WITH_A_SCHEMA) {
            var own = service + "-migration";
            var container = onlyContainer(migrationOf(service));
            assertThat(container.getEnvFrom())
                    .extracting(all -> all.getConfigMapRef().getName())
                    .containsExactly(own);
            assertThat(container.getEnv())
                    .noneMatch(variable -> variable.getValueFrom() != null
                            && variable.getValueFrom().getConfigMapKeyRef() != null);
            for (var folder : List.of("base/" + service + "/migration", "overlays/prod/" + service)) {
                var file = ServiceSettings.read(
                        Manifests.KUBERNETES.resolve(folder).resolve("kustomization.yaml"));
                assertThat(Kustomization.documents(file).getFirst().get("configMapGenerator"))
                        .filteredOn(generator -> generator.get("name").asText().equals(own))
                        .singleElement()
                        .satisfies(generator -> assertThat(generator
                                        .at("/options/disableNameSuffixHash")
                                        .asBoolean())
                                .as(folder)
                                .isTrue());
            }
        }
    }

    @Test
    void aMigrationWorksOnTheDatabaseOfItsServiceAndAsStrictly() {
        for (var service : SERVICES_WITH_A_SCHEMA) {
            assertThat(settings(service + "-migration"))
                    .containsOnlyKeys("SPRING_DATASOURCE_URL", "SPRING_PROFILES_ACTIVE")
                    .allSatisfy((name, value) -> assertThat(settings(service)).containsEntry(name, value));
        }
    }

    @Test
    void onOneMachineTheServicesMigrateThemselves() {
        assertThat(DEVELOPMENT.all(Job.class)).isEmpty();
        for (var service : SERVICES_WITH_A_SCHEMA) {
            assertThat(DEVELOPMENT.one(ConfigMap.class, service).getData())
                    .containsEntry("PROMO_SCHEMA_MIGRATE", "true");
        }
    }

    private static Manifests.Pods migrationOf(String service) {
        return PRODUCTION.ownPods().stream()
                .filter(pods -> pods.isOf("migration") && pods.service().equals(service))
                .findFirst()
                .orElseThrow();
    }

    private static Map<String, String> settings(String configMap) {
        return PRODUCTION.one(ConfigMap.class, configMap).getData();
    }

    /** A Job cannot be changed, so that one name would do for one release. */
    @Test
    void eachReleaseHasAMigrationOfItsOwnName() {
        assertThat(PRODUCTION.all(Job.class)).hasSize(2).allSatisfy(job -> {
            var image = job.getSpec()
                    .getTemplate()
                    .getSpec()
                    .getContainers()
                    .getFirst()
                    .getImage();
            assertThat(job.getMetadata().getName())
                    .endsWith("-migration-"
                            + image.substring(image.indexOf(':') + 1).replace('.', '-'));
        });
    }

    @Test
    void everyImageHasAVersion() {
        assertThat(PRODUCTION.ownPods())
                .allSatisfy(pods -> assertThat(onlyContainer(pods).getImage())
                        .matches("promotion-system/" + pods.service() + ":\\d+\\.\\d+\\.\\d+"));
    }

    @ParameterizedTest
    @EnumSource
    void everyNameLeadsToSomething(Overlay overlay) {
        var manifests = overlay.manifests();
        var secrets = overlay == Overlay.DEV ? generatedSecrets(manifests) : documentedSecrets();
        for (var pods : manifests.ownPods()) {
            var spec = pods.template().getSpec();
            manifests.one(ServiceAccount.class, spec.getServiceAccountName());
            for (var container : spec.getContainers()) {
                for (EnvFromSource all : container.getEnvFrom()) {
                    manifests.one(ConfigMap.class, all.getConfigMapRef().getName());
                }
                for (EnvVar variable : container.getEnv()) {
                    var source = variable.getValueFrom();
                    if (source != null && source.getConfigMapKeyRef() != null) {
                        var key = source.getConfigMapKeyRef();
                        if (!Boolean.TRUE.equals(key.getOptional())) {
                            assertThat(manifests
                                            .one(ConfigMap.class, key.getName())
                                            .getData())
                                    .containsKey(key.getKey());
                        }
                    } else if (source != null) {
                        var key = source.getSecretKeyRef();
                        assertThat(secrets).contains(key.getName() + "/" + key.getKey());
                    }
                }
                assertThat(spec.getVolumes())
                        .extracting(Volume::getName)
                        .containsExactlyInAnyOrderElementsOf(container.getVolumeMounts().stream()
                                .map(VolumeMount::getName)
                                .toList());
            }
            for (var volume : spec.getVolumes()) {
                if (volume.getSecret() != null) {
                    volume.getSecret()
                            .getItems()
                            .forEach(item -> assertThat(secrets)
                                    .contains(volume.getSecret().getSecretName() + "/" + item.getKey()));
                }
            }
        }
        for (var service : manifests.all(Service.class)) {
            assertThat(manifests.pods())
                    .filteredOn(pods -> pods.labels()
                            .entrySet()
                            .containsAll(service.getSpec().getSelector().entrySet()))
                    .as("pods of the service %s", service.getMetadata().getName())
                    .singleElement()
                    .satisfies(pods -> assertThat(onlyContainer(pods).getPorts())
                            .extracting(ContainerPort::getName)
                            .containsAll(service.getSpec().getPorts().stream()
                                    .map(port -> port.getTargetPort().getStrVal())
                                    .toList()));
        }
        for (var budget : manifests.all(PodDisruptionBudget.class)) {
            assertThat(manifests.all(Deployment.class))
                    .filteredOn(deployment -> deployment
                            .getSpec()
                            .getSelector()
                            .equals(budget.getSpec().getSelector()))
                    .hasSize(1);
        }
        for (var deployment : manifests.all(Deployment.class)) {
            assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                    .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
        }
    }

    @Test
    void whatScalesAndWhatLetsInNamesSomethingToo() {
        for (var autoscaler : PRODUCTION.all(HorizontalPodAutoscaler.class)) {
            PRODUCTION.one(
                    Deployment.class, autoscaler.getSpec().getScaleTargetRef().getName());
        }
        for (var scaled : PRODUCTION.all(Keda.ScaledObject.class)) {
            PRODUCTION.one(Deployment.class, scaled.spec().scaleTargetRef().name());
            var authentications = PRODUCTION.all(Keda.TriggerAuthentication.class).stream()
                    .map(each -> each.metadata().getName())
                    .toList();
            assertThat(scaled.spec().triggers().stream()
                            .map(Keda.ScaledObject.Trigger::authenticationRef)
                            .filter(Objects::nonNull)
                            .map(Keda.ScaledObject.Trigger.Authentication::name))
                    .isNotEmpty()
                    .allMatch(authentications::contains);
        }
        for (var authentication : PRODUCTION.all(Keda.TriggerAuthentication.class)) {
            authentication
                    .spec()
                    .configMapTargetRef()
                    .forEach(source -> assertThat(PRODUCTION
                                    .one(ConfigMap.class, source.name())
                                    .getData())
                            .containsKey(source.key()));
            authentication
                    .spec()
                    .secretTargetRef()
                    .forEach(source -> assertThat(documentedSecrets()).contains(source.name() + "/" + source.key()));
        }
        for (var ingress : PRODUCTION.all(Ingress.class)) {
            for (var rule : ingress.getSpec().getRules()) {
                for (var path : rule.getHttp().getPaths()) {
                    var backend = path.getBackend().getService();
                    assertThat(PRODUCTION
                                    .one(Service.class, backend.getName())
                                    .getSpec()
                                    .getPorts())
                            .anyMatch(port ->
                                    port.getName().equals(backend.getPort().getName()));
                }
            }
            assertThat(documentedSecrets())
                    .contains(ingress.getSpec().getTls().getFirst().getSecretName() + "/tls.key");
        }
    }

    @Test
    void noSecretIsInWhatProductionIsMadeOf() {
        assertThat(PRODUCTION.all(Secret.class)).isEmpty();
    }

    @Test
    void thePodsThatTheScalersMayAskForNeverWantMoreConnectionsThanTheDatabaseHas() {
        var auth = onlyAutoscaler("auth-service").getSpec().getMaxReplicas();
        var promotion =
                PRODUCTION.all(Keda.ScaledObject.class).getFirst().spec().maxReplicaCount();
        var ofAuth = pool("auth-service") + OF_RELAY;
        var ofPromotion = pool("promotion-service") + OF_RELAY + ServiceSettings.ofReplays();
        var ofAllAuth = (auth + COMING_AND_GOING) * ofAuth;
        var ofAllPromotion = (promotion + COMING_AND_GOING) * ofPromotion;
        var all = ofAllAuth + ofAllPromotion + 2 * OF_MIGRATION;

        assertThat(all).isLessThan(OF_DATABASE);
        assertThat(README)
                .contains(
                        "| auth-service | %d + %d | %d | %d |".formatted(auth, COMING_AND_GOING, ofAuth, ofAllAuth),
                        "| promotion-service | %d + %d | %d | %d |"
                                .formatted(promotion, COMING_AND_GOING, ofPromotion, ofAllPromotion),
                        "| together | | | %d of %d |".formatted(all, OF_DATABASE));
    }

    /** Which the sum of connections relies on: a pod that ends keeps its own until it has, and is in no limit of a Deployment's. */
    @Test
    void noTwoPodsOfAServiceWithADatabaseEndAtOnce() {
        for (var service : SERVICES_WITH_A_SCHEMA) {
            var spec = PRODUCTION.one(Deployment.class, service).getSpec();
            var grace = spec.getTemplate().getSpec().getTerminationGracePeriodSeconds();
            assertThat(spec.getStrategy().getRollingUpdate().getMaxSurge().getIntVal() + 1)
                    .isEqualTo(COMING_AND_GOING);
            assertThat(spec.getMinReadySeconds().longValue()).isGreaterThanOrEqualTo(grace);
        }
    }

    private static int pool(String service) {
        return Integer.parseInt(settings(service).getOrDefault("SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE", "0"));
    }

    @Test
    void theQueueNeverAsksForMorePodsThanItHasPartitions() {
        var scaled = PRODUCTION.all(Keda.ScaledObject.class);
        assertThat(scaled).hasSize(1);
        var trigger = scaled.getFirst().spec().triggers().stream()
                .filter(each -> each.type().equals("kafka"))
                .findFirst()
                .orElseThrow();
        var queue = trigger.metadata();

        assertThat(trigger.metricType()).isEqualTo("AverageValue");
        assertThat(queue)
                .containsEntry("allowIdleConsumers", "false")
                .containsEntry(
                        "consumerGroup", ServiceSettings.of("promotion-service").consumerGroup())
                .containsEntry(
                        "bootstrapServers",
                        PRODUCTION
                                .one(ConfigMap.class, "promotion-service")
                                .getData()
                                .get("SPRING_KAFKA_BOOTSTRAP_SERVERS"));
        assertThat(Manifests.of("base/kafka").all(Strimzi.KafkaTopic.class))
                .filteredOn(topic -> topic.metadata().getName().equals(queue.get("topic")))
                .singleElement()
                .satisfies(topic -> assertThat(topic.spec().partitions())
                        .isLessThanOrEqualTo(scaled.getFirst().spec().maxReplicaCount()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-service", "gateway-service"})
    void processorMemoryAndLatencyScaleWhatAnswersPeople(String service) throws IOException {
        var spec = onlyAutoscaler(service).getSpec();

        assertThat(spec.getMinReplicas()).isGreaterThan(1);
        assertThat(spec.getMetrics()).extracting(MetricSpec::getType).containsExactly("Resource", "Resource", "Pods");
        assertThat(spec.getMetrics().subList(0, 2))
                .extracting(metric -> metric.getResource().getName())
                .containsExactly("cpu", "memory");
        var latency = spec.getMetrics().getLast().getPods().getMetric().getName();
        assertThat(Kustomization.documents(
                                ServiceSettings.read(Manifests.KUBERNETES.resolve("prometheus-adapter.yaml")))
                        .getFirst()
                        .at("/rules/custom/0/name/as")
                        .asText())
                .isEqualTo(latency);
    }

    private static HorizontalPodAutoscaler onlyAutoscaler(String service) {
        return PRODUCTION.one(HorizontalPodAutoscaler.class, service);
    }

    /** Names and keys in the README's table of secrets. */
    private static Set<String> documentedSecrets() {
        var rows = Pattern.compile("^\\| `([a-z-]+)` \\| ((?:`[^`]+`(?:, )?)+) \\|", Pattern.MULTILINE)
                .matcher(README)
                .results();
        return rows.flatMap(row ->
                        Stream.of(row.group(2).split(", ")).map(key -> row.group(1) + "/" + key.replace("`", "")))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> generatedSecrets(Manifests manifests) {
        return manifests.all(Secret.class).stream()
                .flatMap(secret -> secret.getData().keySet().stream()
                        .map(key -> secret.getMetadata().getName() + "/" + key))
                .collect(Collectors.toSet());
    }

    /** The secrets that variables come from. */
    private static Set<String> secrets(Manifests.Pods pods) {
        return onlyContainer(pods).getEnv().stream()
                .filter(variable -> variable.getValueFrom() != null
                        && variable.getValueFrom().getSecretKeyRef() != null)
                .map(variable -> variable.getValueFrom().getSecretKeyRef().getName())
                .collect(Collectors.toSet());
    }

    private static List<Manifests.Pods> services(Manifests manifests) {
        return manifests.pods().stream().filter(pods -> pods.isOf("service")).toList();
    }

    private static Container onlyContainer(Manifests.Pods pods) {
        assertThat(pods.template().getSpec().getContainers()).hasSize(1);
        return pods.template().getSpec().getContainers().getFirst();
    }

    /** What it makes of a folder; null where there is none. */
    private static @Nullable String kubectl(String folder) throws InterruptedException, IOException {
        Process process;
        try {
            process = new ProcessBuilder("kubectl", "kustomize", folder)
                    .directory(Manifests.KUBERNETES.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException _) {
            return null;
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("kubectl kustomize %s", folder).isZero();
        return output;
    }
}
