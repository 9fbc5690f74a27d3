// Signs webhook calls with Stripe's own SDK, which is installed in the folder that is the only argument. Reads one
// JSON object a line, {payload, secret, timestamp}, and writes one header a line.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const stripe = createRequire(`${process.argv[2]}/`)("stripe")("sk_test_unused");
for await (const line of createInterface({ input: process.stdin })) {
  console.log(stripe.webhooks.generateTestHeaderString(JSON.parse(line)));
}
