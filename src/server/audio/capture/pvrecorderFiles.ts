/**
 * Where PvRecorder's package has what it compiled, under `lib`, for the platforms of Node. What was made for the Cortex-A53 of a
 * Raspberry Pi runs on every 64-bit ARM.
 */
export const pvrecorderFiles = {
  'linux-x64': 'linux/x86_64/pv_recorder.node',
  'linux-arm64': 'raspberry-pi/cortex-a53-aarch64/pv_recorder.node',
  'darwin-x64': 'mac/x86_64/pv_recorder.node',
  'darwin-arm64': 'mac/arm64/pv_recorder.node',
  'win32-x64': 'windows/amd64/pv_recorder.node',
  'win32-arm64': 'windows/arm64/pv_recorder.node',
} as const;
