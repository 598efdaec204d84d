package dev.promo.defaults;

import dev.promo.defaults.problem.ApiProblem;
import dev.promo.defaults.problem.FieldViolation;
import dev.promo.defaults.token.Caller;
import dev.promo.defaults.token.PublicEndpoints;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Past;
import jakarta.validation.constraints.Size;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A service with one endpoint for each thing that can happen. */
@SpringBootApplication
@RestController
public class SampleService {

    /** Input with one field of each kind. */
    public record Signup(
            @NotBlank String name,
            @Nullable @Email String email,
            @Nullable @Size(min = 8, max = 64) String password,
            @Nullable @Past LocalDate birthday,
            @Nullable Integer age,
            @Nullable Boolean agreed,
            @Nullable List<@Valid Item> items) {}

    /** A nested thing. */
    public record Item(@NotBlank String label) {}

    @Bean
    PublicEndpoints publicEndpoints() {
        return PublicEndpoints.of(
                "POST /signup",
                "GET /public",
                "GET /throw/{what}",
                "GET /page",
                "GET /torn",
                "GET /streamed/{type}",
                "GET /number/{number}",
                "GET /api/v1/admin/stated-as-public");
    }

    @Bean
    ExportedSpans exportedSpans() {
        return new ExportedSpans();
    }

    @PostMapping("/signup")
    Map<String, String> signup(@Valid @RequestBody Signup signup) {
        return Map.of("name", signup.name());
    }

    @GetMapping("/public")
    Map<String, String> open() {
        return Map.of("open", "yes");
    }

    @GetMapping("/me")
    Map<String, Object> me(@AuthenticationPrincipal Caller caller) {
        return Map.of(
                "userId", caller.userId(),
                "fullName", caller.fullName(),
                "roles", caller.roles(),
                "hasFirstLogin", caller.hasFirstLogin());
    }

    @GetMapping({"/api/v1/admin", "/api/v1/admin/things/{id}", "/api/v1/admin/stated-as-public"})
    Map<String, Object> administer(@AuthenticationPrincipal Caller caller) {
        return Map.of("admin", caller.userId());
    }

    @PostMapping("/me")
    Map<String, Object> touch(@AuthenticationPrincipal Caller caller) {
        return Map.of("userId", caller.userId());
    }

    @GetMapping("/page")
    String page(@RequestParam @Max(100) int size) {
        return "size " + size;
    }

    @GetMapping("/number/{number}")
    String number(@PathVariable long number) {
        return "number " + number;
    }

    @GetMapping("/torn")
    void torn(HttpServletResponse response) throws IOException {
        response.getOutputStream().write(new byte[20_000]);
        response.flushBuffer();
        throw new IllegalStateException("in the middle of the answer");
    }

    @GetMapping("/streamed/{type}")
    void streamed(@PathVariable String type, HttpServletResponse response) throws IOException {
        response.setContentType("text/" + type);
        for (var line : List.of("first\n", "second\n")) {
            response.getOutputStream().write(line.getBytes(StandardCharsets.UTF_8));
            response.flushBuffer();
        }
    }

    @GetMapping("/throw/{what}")
    String fail(@PathVariable String what) throws IOException {
        throw switch (what) {
            case "taken" ->
                new ApiProblem(HttpStatus.CONFLICT, "IDENTIFIER_TAKEN", "Somebody else has it.")
                        .with(new FieldViolation("email", "UNIQUE", "Taken."))
                        .header("Retry-After", "7");
            case "lock" -> new CannotAcquireLockException("SELECT secret FROM users");
            case "connection" -> new IllegalStateException(new java.sql.SQLException("jdbc:mysql://secret", "08S01"));
            default -> new IllegalStateException("SELECT secret FROM users");
        };
    }
}
