package io.millrace.query;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /}: says where everything is to whoever arrives without a key. */
@Hidden
@RestController
class RootController {

    @GetMapping(path = "/", produces = MediaType.APPLICATION_JSON_VALUE)
    Map<String, String> root() {
        return Map.of(
                "name", "Millrace query API",
                "api", "/v1",
                "description", "/v1/openapi",
                "health", "/actuator/health/readiness",
                "access", "send an API key or access token as 'Authorization: Bearer <key>'");
    }
}
