#!/usr/bin/env node
// Runs the program for this processor, with the arguments, the streams, the signals and the exit status of this one.
"use strict";

const { spawn } = require("child_process");
const { existsSync } = require("fs");
const { constants } = require("os");
const { join } = require("path");

const program = join(__dirname, "..", "programs", process.arch, "meshlint");

function fail(why) {
  process.stderr.write(`meshlint: ${why}\n`);
  process.exit(2);
}

if (process.platform !== "linux" || !existsSync(program)) {
  fail(`this package has no program for ${process.platform} on ${process.arch}`);
}
const child = spawn(program, process.argv.slice(2), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("error", (error) => fail(`cannot run ${program}: ${error.message}`));
child.on("exit", (status, signal) => {
  process.exitCode = signal ? 128 + constants.signals[signal] : status;
});
