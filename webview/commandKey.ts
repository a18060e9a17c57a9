/** The key of commands by its name on this keyboard. */
export const commandKey = navigator.platform.startsWith('Mac') ? 'Cmd' : 'Ctrl';
