// Loaded before a bot (`--import`): the whole process lives by a clock that is wrong by so many milliseconds.
const skew = Number(process.env.ZVONOK_TEST_SKEW_MS);
const RealDate = Date;

// Libraries know it by its name.
globalThis.Date = class Date extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(RealDate.now() + skew);
    else super(...args);
  }
  static now() {
    return RealDate.now() + skew;
  }
};
