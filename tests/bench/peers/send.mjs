// Sends a letter to everyone in the job, with nodemailer's pool, and prints what that took.
import { readFileSync } from "node:fs";
import nodemailer from "nodemailer";

const job = JSON.parse(readFileSync(process.argv[2], "utf8"));
const pool = nodemailer.createTransport({
  host: "127.0.0.1",
  port: job.port,
  secure: false,
  ignoreTLS: true,
  pool: true,
  maxConnections: job.connections,
  maxMessages: Infinity,
});

const escaped = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const filled = (text, name, token) =>
  text.replaceAll("pdslot-first-name-x", name).replaceAll("pdslot-token-x", token);

function mailTo(person) {
  const name = person.first_name.replace(/[&<>"']/g, (sign) => escaped[sign]);
  return {
    from: { name: "Pådriv Havnevik", address: "post@paadriv.example" },
    to: { name: person.name, address: person.email },
    subject: job.subject,
    text: filled(job.text, person.first_name, person.token),
    html: filled(job.html, name, person.token),
    list: {
      unsubscribe: { url: `https://paadriv.example/u/${person.token}`, comment: "Meld meg av" },
    },
  };
}

// As nodemailer asks for: the next mail is made when the pool has a free connection.
async function sendAll(people) {
  const rest = people.values();
  const sender = async () => {
    for (const person of rest) await pool.sendMail(mailTo(person));
  };
  await Promise.all(Array.from({ length: job.connections }, sender));
}

const began = performance.now();
const before = process.cpuUsage();
await sendAll(job.recipients);
const used = process.cpuUsage(before);
const seconds = (performance.now() - began) / 1000;
pool.close();
console.log(JSON.stringify({ seconds, cpu_seconds_client: (used.user + used.system) / 1e6 }));
