package dev.promo.system.kubernetes;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;

/** Of Strimzi's resources what the manifests use: any other field is taken for a mistake. */
final class Strimzi {

    private Strimzi() {}

    record KafkaTopic(String apiVersion, String kind, ObjectMeta metadata, KafkaTopic.Spec spec) {
        record Spec(int partitions, Map<String, String> config) {}
    }

    record KafkaUser(String apiVersion, String kind, ObjectMeta metadata, KafkaUser.Spec spec) {
        record Spec(Authentication authentication, Authorization authorization) {}

        record Authentication(String type) {}

        record Authorization(String type, List<Rule> acls) {}

        record Rule(Resource resource, List<String> operations) {}

        record Resource(String type, String name, String patternType) {}
    }
}
