import { describe, expect, it } from 'vitest';
import type { HttpQuestion } from './arm-answer';
import { checkRequest } from './check-request';

const request = (query: string, headers: Record<string, string> = {}): HttpQuestion => ({
  url: `https://plimsoll.example.net/x?${query}`,
  params: {},
  query: new URLSearchParams(query),
  headers: new Headers(headers),
});

describe('checkRequest', () => {
  it.each(['api-version=2019-10-01', 'api-version=2018-07-01-preview'])('lets %s pass', (query) => {
    expect(checkRequest(request(query), 'none')).toBeUndefined();
  });

  it.each([
    ['', 'MissingApiVersionParameter'],
    ['api-version=latest', 'InvalidApiVersionParameter'],
    ['api-version=2024-10-01;drop', 'InvalidApiVersionParameter'],
  ])('refuses "%s" with %s', (query, code) => {
    expect(checkRequest(request(query), 'none')).toMatchObject({
      status: 400,
      jsonBody: { error: { code } },
    });
  });

  it('wants a caller named by App Service authentication', () => {
    const answer = checkRequest(request('api-version=2024-10-01'), 'appService');
    expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' } });
    const named = request('api-version=2024-10-01', { 'x-ms-client-principal': 'e30=' });
    expect(checkRequest(named, 'appService')).toBeUndefined();
  });
});
