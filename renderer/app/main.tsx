import '@fontsource-variable/vazirmatn';
import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './base.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { core, queryClient } from './api.ts';
import { App } from './app.tsx';
import { startI18n } from './i18n.ts';
import { followChanges } from './live.ts';
import { LocaleProvider, rememberedPreferences } from './locale.tsx';
import { Toasts } from './toasts.tsx';

startI18n(rememberedPreferences().language);
followChanges({ changes: () => core.client.live.changes(), onConnected: core.onConnected }, queryClient);

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <LocaleProvider>
        <App />
        <Toasts />
      </LocaleProvider>
    </QueryClientProvider>
  </StrictMode>,
);
