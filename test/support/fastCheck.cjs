// Generated values are the same in each run, so that a failure says something about the change
// that it comes with. `FUZZ_SEED=$RANDOM npx jest …` tries others.
const { configureGlobal } = require('fast-check');

configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 2014) });
