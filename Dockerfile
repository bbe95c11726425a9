# The gateway with the dashboard and the generator, for a ClickHouse server (`CLICKHOUSE_URL`); the embedded engine, half
# a gigabyte, is left out. `docker build .` needs nothing but this repository and the npm registry.
FROM node:24-bookworm-slim AS build
WORKDIR /argus
# The manifests first: as long as they stay the same, the installed packages are taken from the cache.
COPY package.json package-lock.json .npmrc ./
COPY apps/engine/package.json apps/engine/
COPY apps/gateway/package.json apps/gateway/
COPY apps/supervisor/package.json apps/supervisor/
COPY apps/worker/package.json apps/worker/
COPY libs/clickhouse/package.json libs/clickhouse/
COPY libs/client/package.json libs/client/
COPY libs/codec/package.json libs/codec/
COPY libs/config/package.json libs/config/
COPY libs/contract/package.json libs/contract/
COPY libs/dedup/package.json libs/dedup/
COPY libs/queue/package.json libs/queue/
COPY libs/telemetry/package.json libs/telemetry/
COPY libs/tracking-plan/package.json libs/tracking-plan/
COPY dashboard/package.json dashboard/
COPY generator/package.json generator/
COPY bench/package.json bench/
COPY tests/package.json tests/
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY . .
# The first installation builds; what is left afterwards is only what runs.
RUN node scripts/build.mjs \
  && npm prune --ignore-scripts --omit=dev --omit=optional --no-audit --no-fund \
  && rm -rf node_modules/.cache node_modules/chdb node_modules/@chdb

FROM node:24-bookworm-slim
ENV NODE_ENV=production \
  HOST=0.0.0.0 \
  PORT=3000 \
  DATA_DIR=/data \
  UV_THREADPOOL_SIZE=8 \
  MALLOC_ARENA_MAX=2 \
  MALLOC_MMAP_THRESHOLD_=524288
WORKDIR /argus
COPY --from=build /argus/package.json ./
COPY --from=build /argus/node_modules node_modules
COPY --from=build /argus/apps apps
COPY --from=build /argus/libs libs
COPY --from=build /argus/generator generator
COPY --from=build /argus/dashboard/dist dashboard/dist
COPY --from=build /argus/clickhouse/migrations clickhouse/migrations
COPY --from=build /argus/scripts/commands.mjs scripts/
COPY --from=build /argus/docker docker
RUN printf '#!/bin/sh\nexec node --max-old-space-size=1536 /argus/docker/start.mjs "$@"\n' > /usr/local/bin/argus \
  && chmod 755 /usr/local/bin/argus \
  && mkdir /data \
  && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=5s --timeout=4s --start-period=60s --retries=6 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/ready`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["argus"]
CMD ["gateway"]
