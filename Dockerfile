# The bot alone. Give it MONGODB_URI; without one it downloads MongoDB's official build into /data at the first start and
# keeps its database there (the Python way of getting a mongod is not in this image: there is no Python in it).
#   docker build -t zvonok .
#   docker run --init -p 127.0.0.1:3000:3000 -v zvonok:/data --env-file .env zvonok

FROM node:20.19-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --ignore-scripts --loglevel=error
COPY tsconfig.json ./
COPY src ./src
COPY scenes ./scenes
COPY jobs ./jobs
# The same build as `npm start` does: the compiler, and the files beside the code that it leaves out.
RUN node --input-type=module -e "import { build } from '/app/src/bootstrap/setup.mjs'; await build('/app')" \
  && npm prune --omit=dev --ignore-scripts --loglevel=error

FROM node:20.19-bookworm-slim
# What the official mongod is linked with and the slim image lacks.
RUN apt-get update \
  && apt-get install -y --no-install-recommends libcurl4 \
  && rm -rf /var/lib/apt/lists/* \
  && mkdir /data \
  && chown node:node /data
WORKDIR /app
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/data
VOLUME /data
EXPOSE 3000
USER node
HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
# node itself, not npm: npm ends at once on SIGTERM and leaves its child behind.
CMD ["node", "dist/src/main.js"]
