# The image of any of the three services, from the project's root, after `mvn -DskipTests package`:
#   docker build -f deploy/docker/service.Dockerfile --build-arg SERVICE=auth-service --build-arg PORT=8081 \
#       --build-arg VERSION=0.1.0 -t promotion-system/auth-service:0.1.0 .
# Nothing but the base image comes from elsewhere.
FROM eclipse-temurin:25-jre AS layers
ARG SERVICE
WORKDIR /layers
COPY ${SERVICE}/target/${SERVICE}.jar application.jar
# Libraries and our own classes apart: a release changes only the small upper layers, and the cache below
RUN java -Djarmode=tools -jar application.jar extract --layers --destination extracted

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin promo && mkdir /data && chown promo /data
WORKDIR /app
COPY --from=layers /layers/extracted/dependencies/ ./
COPY --from=layers /layers/extracted/spring-boot-loader/ ./
COPY --from=layers /layers/extracted/snapshot-dependencies/ ./
COPY deploy/docker/healthy deploy/docker/train deploy/docker/jvm.options ./
COPY --from=layers /layers/extracted/application/ ./
ARG PORT
ENV SERVER_PORT=${PORT} MANAGEMENT_SERVER_PORT=1${PORT}
# Here and not in the stage above: the JVM takes a cache for these very files at this very place alone
RUN ./train && rm train

ARG SERVICE
ARG VERSION=unreleased
LABEL org.opencontainers.image.title="promotion-system/${SERVICE}" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.licenses="Apache-2.0"
# A JSON object a line, for whatever collects the console; empty for lines to read
ENV LOGGING_STRUCTURED_FORMAT_CONSOLE=ecs
USER promo
EXPOSE ${PORT} 1${PORT}
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=6 CMD ["/app/healthy"]
ENTRYPOINT ["java", "@/app/jvm.options", "-XX:AOTCache=/app/application.aot", "-jar", "/app/application.jar"]
