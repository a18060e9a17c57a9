import { connectBrowser } from '../host/browser/browser.ts';
import { startPanel } from '../panel.ts';
import { followTheme } from './theme.ts';

const root = document.querySelector<HTMLElement>('#panel');
if (!root) throw new Error('index.html has no #panel');
document.title = `Dev Sync · ${location.host}`;
followTheme();
startPanel(root, connectBrowser);
