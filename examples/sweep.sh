#!/bin/sh
# Trains the tutorial's network with four settings, waits for the end and prints the best run: sh examples/sweep.sh http://localhost:6006 300
set -eu
server=${1:-http://localhost:6006}
steps=${2:-300}

# Prints what an expression makes of the JSON on standard input, `it`.
json() { node -p "const it = JSON.parse(require('fs').readFileSync(0, 'utf8')); $1"; }

sweep=$(curl -sSf "$server/api/v1/sweeps" -H 'content-type: application/json' -d '{
  "title": "four settings",
  "model": "mnist-cnn",
  "parameters": { "steps": '"$steps"' },
  "search": { "kind": "grid", "values": { "learningRate": [0.001, 0.0001], "fc": [1, 2] } }
}' | json 'it.sweep.sweep')

# Programs can wait on the live stream, as sweep.ts does; a shell asks now and then.
until [ "$(curl -sSf "$server/api/v1/sweeps?sweep=$sweep" | json 'it.sweeps[0].status')" = ended ]; do sleep 1; done

curl -sSf "$server/api/v1/jobs?sweep=$sweep" | json "it.jobs.map((job) => job.run + ': ' + job.state.status).join('\n')"
curl -sSf "$server/api/v1/sweeps?sweep=$sweep" | json "
  const { best, metric } = it.sweeps[0];
  best ? 'best: ' + best.run + ' (' + metric.tag + ' ' + best.value + ')' : 'no run has a value of ' + metric.tag"
