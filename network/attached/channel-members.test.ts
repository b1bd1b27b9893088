import { common } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { edited, initialConfig } from '../channel/fixtures/signers.fixture.js';
import type { Endpoint } from '../channel/endpoint.js';
import { channelMembers, furtherOrderers } from './channel-members.js';

const members = channelMembers(initialConfig());
const addresses = members.ordererAddresses.map(({ address }) => address);

function known(given: Partial<Endpoint>): Endpoint {
  return { name: 'mine', kind: 'orderer', address: 'elsewhere:1', tlsCaCertificate: undefined, ...given };
}

describe('what a channel says of its members', () => {
  it('names organisations, consenters and addresses', () => {
    expect(members).toMatchObject({
      consensus: 'raft',
      orderingOrganisations: ['GridMSP', 'MarketMSP', 'RegulatorMSP'],
    });
    expect(members.organisations).toContain('TsoMSP');
    expect(members.consenters.map(({ name }) => name)).toEqual([
      'orderer0.regulator.test',
      'orderer0.market.test',
      'orderer0.grid.test',
    ]);
    expect(addresses).toHaveLength(3);
  });

  it('gives every orderer that is not known, by the name in its certificate and under its own authority', () => {
    const further = furtherOrderers(members, []);
    expect(further.map(({ name }) => name).toSorted()).toEqual([
      'orderer0.grid.test',
      'orderer0.market.test',
      'orderer0.regulator.test',
    ]);
    expect(further.map(({ tlsName }) => tlsName)).toEqual(further.map(({ name }) => name));
    const authorities = further.map(({ tlsCaCertificate }) => Buffer.from(tlsCaCertificate ?? []).toString());
    expect(new Set(authorities).size).toBe(3);
    expect(authorities.every((pem) => pem.startsWith('-----BEGIN CERTIFICATE-----'))).toBe(true);
  });

  it('knows an orderer again by address, by name, and by the name that TLS asks for', () => {
    const left = (endpoint: Partial<Endpoint>) =>
      furtherOrderers(members, [known(endpoint)]).map(({ name }) => name);
    const market = members.consenters.find(({ name }) => name === 'orderer0.market.test');
    const others = ['orderer0.grid.test', 'orderer0.regulator.test'];
    expect(left({ address: market?.address ?? '' }).toSorted()).toEqual(others);
    expect(left({ name: 'orderer0.market.test' }).toSorted()).toEqual(others);
    expect(left({ tlsName: 'orderer0.market.test' }).toSorted()).toEqual(others);
    expect(left({})).toHaveLength(3);
  });

  it('takes the one list that old channels keep for all organisations', () => {
    const config = edited(initialConfig(), (orderer) => {
      for (const organisation of orderer.getGroupsMap().getEntryList())
        orderer.getGroupsMap().get(organisation[0])?.getValuesMap().del('Endpoints');
    });
    const shared = new common.OrdererAddresses();
    shared.setAddressesList(['orderer.example.com:7050']);
    const value = new common.ConfigValue();
    value.setValue(shared.serializeBinary());
    config.getChannelGroup()?.getValuesMap().set('OrdererAddresses', value);
    const [only, ...more] = furtherOrderers(channelMembers(config), []);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ name: 'orderer.example.com', address: 'orderer.example.com:7050' });
    // Whose orderer it is, nobody says: any of the three authorities may have signed for it.
    expect(
      Buffer.from(only?.tlsCaCertificate ?? [])
        .toString()
        .match(/BEGIN CERTIFICATE/g),
    ).toHaveLength(3);
  });
});
