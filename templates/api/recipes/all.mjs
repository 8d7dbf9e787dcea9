const wait = (seconds) => new Promise((done) => setTimeout(done, seconds * 1000));

/** The answer as an object; waits where the API asks to, and throws what it says is wrong. */
async function ask(address) {
  const response = await fetch(address);
  if (response.status === 429) {
    await wait(Number(response.headers.get("Retry-After")));
    return ask(address);
  }
  const answer = await response.json();
  if (response.ok) return answer;
  const faults = answer.errors.map(({ parameter, detail }) => `${parameter}: ${detail}`);
  throw new Error([answer.title, ...faults].join("\n"));
}

/** The records of a list, page by page. */
async function* records(address) {
  for (let next = address; next; ) {
    const { data, links } = await ask(next);
    yield* data;
    next = links.next;
  }
}

const changes = "https://openness.example/api/v1/changes?kind=licence&per-page=50&lang=en";
const count = {};
for await (const { what } of records(changes)) count[what] = (count[what] ?? 0) + 1;
console.log("Changes of licences:", JSON.stringify(count));

await ask("https://openness.example/api/v1/models?weights=ajar").catch((error) => console.log(error.message));
