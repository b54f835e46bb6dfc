# Two images: `plugfest`, the program, and `csms`, the compact CSMS as a service.
#   docker build -t plugfest . && docker run --rm -v "$PWD:/work" plugfest run --csms my-csms.toml
#   docker build -t plugfest-csms --target csms . && docker run --rm -p 9000:9000 -p 9001:9001 plugfest-csms
FROM python:3.13-slim-trixie AS build
WORKDIR /source
COPY . .
# An environment without pip: what is needed to build stays in this stage.
RUN python -m venv --without-pip /opt/plugfest \
    && pip --python /opt/plugfest/bin/python install --no-cache-dir .

FROM python:3.13-slim-trixie AS base
LABEL org.opencontainers.image.title="plugfest" \
      org.opencontainers.image.description="A conformance suite for CSMSs that speak OCPP 2.0.1" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN pip uninstall --yes --quiet --root-user-action=ignore pip \
    && useradd --uid 10001 --create-home plugfest \
    && install --directory --owner=plugfest --group=plugfest /data /work
COPY --from=build /opt/plugfest /opt/plugfest
ENV PATH=/opt/plugfest/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER 10001

FROM base AS csms
EXPOSE 9000 9001 9002 9003 9004
VOLUME /data
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --start-interval=1s \
    CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:9001/health', timeout=2)"]
ENTRYPOINT ["plugfest", "csms", "--host", "0.0.0.0", "--port", "9000", "--operator-port", "9001", "--file-port", "9002", \
            "--tls-port", "9003", "--client-certificate-port", "9004", "--data", "/data"]

FROM base AS plugfest
WORKDIR /work
# A run ends by itself: there is nothing to look after.
HEALTHCHECK NONE
ENTRYPOINT ["plugfest"]
CMD ["--help"]
