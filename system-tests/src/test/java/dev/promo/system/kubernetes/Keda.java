package dev.promo.system.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Of KEDA's resources what the manifests use: any other field is taken for a mistake. */
final class Keda {

    private Keda() {}

    record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, ScaledObject.Spec spec) {
        record Spec(
                Target scaleTargetRef,
                int pollingInterval,
                int minReplicaCount,
                int maxReplicaCount,
                Fallback fallback,
                Advanced advanced,
                List<Trigger> triggers) {}

        record Target(String apiVersion, String kind, String name) {}

        record Fallback(int failureThreshold, int replicas) {}

        record Advanced(Autoscaler horizontalPodAutoscalerConfig) {
            record Autoscaler(HorizontalPodAutoscalerBehavior behavior) {}
        }

        record Trigger(
                String type,
                @Nullable String metricType,
                Map<String, String> metadata,
                @Nullable Authentication authenticationRef) {
            record Authentication(String name) {}
        }
    }

    record TriggerAuthentication(String apiVersion, String kind, ObjectMeta metadata, TriggerAuthentication.Spec spec) {
        record Spec(List<Source> configMapTargetRef, List<Source> secretTargetRef) {}

        record Source(String parameter, String name, String key) {}
    }
}
