using System.Net;
using Cloakroom.Server.Throttling;

namespace Cloakroom.Tests.Server.Throttling;

public sealed class ClientAddressTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("::ffff:192.0.2.1", "::ffff:192.0.2.2", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("fe80::1%1", "fe80::2%2", true)]
    public void IPv4_counts_alone_and_IPv6_with_its_network(string one, string other, bool same) =>
        Assert.Equal(same, Of(one).SequenceEqual(Of(other)));

    [Fact]
    public void A_connection_without_an_address_is_one_of_all_such() => Assert.Equal(ClientAddress.Of((IPAddress?)null).Digest(), ClientAddress.Of((IPAddress?)null).Digest());

    [Fact]
    public void It_is_not_printed() => Assert.Equal("ClientAddress", ClientAddress.Of(IPAddress.Loopback).ToString());

    private static byte[] Of(string address) => ClientAddress.Of(IPAddress.Parse(address)).Digest();
}
