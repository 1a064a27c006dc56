import type { AnyProvider } from '../server/provider.ts';
import { awsProvider } from './aws/server/provider.ts';
import { azureProvider } from './azure/server/provider.ts';
import { sampleProvider } from './sample/server/provider.ts';

/** Every cloud that can be connected, and the sample company. A new one is one more line. */
export const PROVIDERS: AnyProvider[] = [awsProvider, azureProvider, sampleProvider];
