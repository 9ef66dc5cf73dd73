/** A rest that can be cut short. */
export const createNap = () => {
  let end = (): void => undefined;
  return {
    wake: () => end(),
    sleep: (ms: number) =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, ms);
        end = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
};
