package dev.promo.system.kubernetes;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;

/** Of the Prometheus operator's resources what the manifests use: any other field is taken for a mistake. */
final class PrometheusOperator {

    private PrometheusOperator() {}

    record PodMonitor(String apiVersion, String kind, ObjectMeta metadata, PodMonitor.Spec spec) {
        record Spec(LabelSelector selector, List<Endpoint> podMetricsEndpoints) {}

        record Endpoint(String port, String path, String interval) {}
    }
}
