/**
 * Memory that there is: what a container is limited to where that is less than the machine has. Without a limit Node
 * answers 0, undefined, or a number beyond all machines. Pure.
 */
export const machineMemory = (machineBytes: number, constrainedBytes: number | undefined): number =>
  constrainedBytes ? Math.min(machineBytes, constrainedBytes) : machineBytes;
