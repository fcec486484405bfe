import { describe, expect, test } from 'vitest';
import { holds } from '../../../src/catalog/condition.js';

const scope = {
  secrets: 'generated',
  values: { exposure: 'none', replicas: 2, tls: true, class: '', hosts: ['a'] },
};

describe('a condition', () => {
  test.each([
    ['secrets == generated', true],
    ['secrets == "generated"', true],
    ['secrets == existing', false],
    ['secrets != existing', true],
    ['secrets != generated', false],
    ['values.exposure in [ingress, none]', true],
    ['values.exposure in [ingress, gateway]', false],
    ['values.replicas == 2', true],
    ['values.tls == true', true],
    ['values.class == ""', true],
    ["values.class != ''", false],
    ['secrets == generated and values.tls == true', true],
    ['secrets == generated and values.tls == false', false],
  ])('%s is %s', (condition, expected) => {
    expect(holds(condition, scope)).toBe(expected);
  });

  test.each([
    ['secrets', '"secrets" is no condition'],
    ['secrets = generated', '"secrets = generated" is no condition'],
    ['a == 1 or b == 2', '"a" does not exist here'],
    ['process.exit(1) == 1', '"process.exit(1) == 1" is no condition'],
    ['value.tls == true', '"value.tls" does not exist here'],
    ['values.tsl == true', '"values.tsl" does not exist here'],
    ['values.constructor == x', '"values.constructor" does not exist here'],
    ['secrets.length == 9', '"secrets.length" does not exist here'],
    ['__proto__ != x', '"__proto__ != x" is no condition'],
  ])('refuses %s', (condition, message) => {
    expect(() => holds(condition, scope)).toThrow(
      expect.objectContaining({ code: 'CONDITION', message }),
    );
  });
});
