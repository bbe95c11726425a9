# The gateway with the dashboard, for a ClickHouse server (`CLICKHOUSE_URL`); the embedded engine is left out.
FROM node:24-bookworm-slim AS build
WORKDIR /argus
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
RUN npm ci --ignore-scripts
COPY . .
# Two installations on purpose: the first one builds, the second holds only what runs.
RUN node scripts/build.mjs \
  && rm -rf node_modules apps/*/node_modules libs/*/node_modules dashboard/node_modules generator/node_modules bench/node_modules \
  && npm ci --ignore-scripts --omit=dev --omit=optional

FROM node:24-bookworm-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=524288
WORKDIR /argus
COPY --from=build --chown=root:root /argus /argus
RUN mkdir /data && chown node:node /data
USER node
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/health/ready').then(r => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-old-space-size=1536", "apps/gateway/dist/main.js"]
