package dev.promo.local.demo;

import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whatever the system answered, refusals included. */
public record Answer(HttpResponse<String> response) {

    public int status() {
        return response.statusCode();
    }

    public String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** A missing node where the body is no JSON. */
    public JsonNode json() {
        return header("Content-Type").contains("json")
                ? JsonMapper.shared().readTree(response.body())
                : JsonMapper.shared().missingNode();
    }

    /** The field at a JSON pointer as text, empty if it is not there. */
    public String text(String pointer) {
        return json().at(pointer).asString("");
    }

    /** The status, and for a refusal its code. */
    public String verdict() {
        return status() < 400 ? Integer.toString(status()) : status() + " " + text("/code");
    }

    public String body() {
        return response.body();
    }
}
