# One application of Millrace: docker build --build-arg MODULE=ingest-worker -f infra/images/application.Dockerfile .
FROM eclipse-temurin:25-jdk AS build
ARG MODULE
WORKDIR /src
COPY . .
RUN ./mvnw -q -B -DskipTests -pl ${MODULE} -am package \
    && mkdir -p /layers/libraries /layers/modules/lib \
    && mv ${MODULE}/target/lib/millrace-*.jar /layers/modules/lib/ \
    && mv ${MODULE}/target/lib /layers/libraries/lib \
    && mv ${MODULE}/target/millrace-${MODULE}-*-exec.jar /layers/application.jar

FROM eclipse-temurin:25-jre
RUN useradd --system --uid 10001 --no-create-home millrace && mkdir /var/lib/millrace && chown millrace /var/lib/millrace
WORKDIR /application
# What changes least comes first
COPY --from=build /layers/libraries/ ./
COPY --from=build /layers/modules/ ./
COPY --from=build /layers/application.jar ./
USER millrace
ENV SERVER_ADDRESS=0.0.0.0
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=70", "-XX:+ExitOnOutOfMemoryError", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "application.jar"]
