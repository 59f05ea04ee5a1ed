# One image for every process of the house: `docker run … playhead accounts`, or another one of launcher/manifest.ts, or
# `gateway`. Its file system may be read-only: all that is written to is /app/data (recordings) and /tmp.
FROM node:20.20.2-bookworm-slim AS base
WORKDIR /app

FROM base AS build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN node tools/build.mjs && rm -r dist/tests dist/bench && find dist -name '*.test.js*' -delete

FROM base AS dependencies
COPY package.json package-lock.json .npmrc ./
# What is optional is Prisma's own tools, a PostgreSQL that a process on its own never starts, and argon2's binary, which
# is needed: it comes from where all was installed.
RUN npm ci --omit=dev --omit=optional
COPY --from=build /app/node_modules/@node-rs node_modules/@node-rs

FROM base
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 RECORDINGS_FOLDER=/app/data/recordings
COPY package.json ./
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
# Migrations, which services apply, or `node dist/tools/migrate.js`.
COPY prisma prisma
# The user that the base image calls node; by number, so that a cluster can tell that it is not root.
RUN install -d -o 1000 -g 1000 data
USER 1000:1000
VOLUME /app/data
EXPOSE 4000
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=3 CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/ready`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
ENTRYPOINT ["node", "dist/launcher/main.js"]
CMD ["gateway"]
