// What getting TensorFlow takes, and how it is got: said by the page, a job's log and the doctor in the same words.
import { doctorCommand } from "./doctor-command.ts";

/** Of the wheel that pip downloads, the greatest part by far. */
export const WHEEL_DOWNLOAD = "about 270 MB";
/** Of the C library in it, before what is not needed is removed. */
export const WHEEL_LIBRARY = "about 850 MB";

/** 0.9 GB is what a build on x64 leaves there. */
export const FIX_COSTS = `downloads ${WHEEL_DOWNLOAD}, keeps 0.9 GB in your cache directory and takes a minute or two, once`;

/** One or two sentences; commands stand between backticks. */
export function fixAdvice(environment: Readonly<Record<string, string | undefined>>): string {
  const doctor = doctorCommand({ codeDirectory: import.meta.dirname, environment });
  if (process.platform !== "linux") return `\`${doctor}\` says how to get TensorFlow here.`;
  return `\`${doctor} --fix\` gets TensorFlow: it ${FIX_COSTS}. The next training computes with it.`;
}
