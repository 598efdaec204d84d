# The promotion-service. Build from the project's root, after `mvn -pl promotion-service -am -DskipTests package`:
#   docker build -f deploy/docker/promotion-service.Dockerfile -t promotion-system/promotion-service .
FROM eclipse-temurin:25-jre AS layers
WORKDIR /layers
COPY promotion-service/target/promotion-service.jar application.jar
# Libraries and our own classes apart: a release changes only the small upper layers
RUN java -Djarmode=tools -jar application.jar extract --layers --destination extracted

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /app promo && mkdir /data && chown promo /data
WORKDIR /app
COPY --from=layers /layers/extracted/dependencies/ ./
COPY --from=layers /layers/extracted/spring-boot-loader/ ./
COPY --from=layers /layers/extracted/snapshot-dependencies/ ./
COPY --from=layers /layers/extracted/application/ ./
# A JSON object a line, for whatever collects the console; empty for lines to read
ENV LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs
USER promo
EXPOSE 8082 18082
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "-jar", "application.jar"]
