// Other modules need them in threads too, where nothing else of this module should be loaded.
export { holidaysOf, listCountries } from '../../platform/server/holidays.ts';
