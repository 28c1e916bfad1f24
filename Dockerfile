# Everything is bundled, so what runs needs only Node, whose SQLite is built in from 22 on; trainings need TensorFlow and the digits, too.
FROM node:22-slim AS build
WORKDIR /source
COPY . .
RUN npm run build \
  && npm exec --yes -- "$(node -p 'require("./package.json").packageManager')" --filter runboard deploy --prod --legacy /deploy

FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build /deploy ./
# A new volume takes over this owner.
RUN mkdir /logs /index && chown node:node /index
VOLUME ["/logs", "/index"]
USER node
EXPOSE 6006
HEALTHCHECK --interval=30s --timeout=5s --start-period=10s CMD ["node", "-e", "fetch(`http://localhost:6006${process.env.RUNBOARD_PATH_PREFIX ?? ''}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# Listening beyond the container needs RUNBOARD_TOKEN=…, or RUNBOARD_INSECURE=true where the port is published to trusted machines only.
ENTRYPOINT ["node", "bin/runboard.js"]
CMD ["--logdir=/logs", "--index-dir=/index", "--bind_all", "--port=6006"]
