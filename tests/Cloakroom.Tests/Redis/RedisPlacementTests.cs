using System.Security.Cryptography;
using Cloakroom.Redis;

namespace Cloakroom.Tests.Redis;

public sealed class RedisPlacementTests
{
    private readonly Places _places = new(RandomNumberGenerator.GetBytes(Places.KeyLength));

    [Fact]
    public void The_digest_of_an_ID_leads_to_the_place_of_its_user()
    {
        var placement = new OfPlaces(_places);
        for (int i = 0; i < 1_000; i++)
        {
            string user = $"user {i % 10}";
            Assert.Equal(_places.Of(user).Place, Target.Of(SessionId.Create(placement, user).PlacedDigest(), _places).Place);
        }

        Assert.Equal(10, Enumerable.Range(0, 10).Select(i => _places.Of($"user {i}")).Distinct().Count());
    }

    [Fact]
    public void Another_key_leads_elsewhere_and_the_routes_of_one_user_have_nothing_in_common()
    {
        var placement = new OfPlaces(_places);
        var other = new Places(RandomNumberGenerator.GetBytes(Places.KeyLength));
        SessionDigest[] digests = [.. Enumerable.Range(0, 4_096).Select(_ => SessionId.Create(placement, "ann").PlacedDigest())];
        Assert.DoesNotContain(_places.Of("ann").Place, digests.Select(d => Target.Of(d, other).Place));

        byte[][] routes = [.. digests.Select(d => d.ToArray()[^SessionDigest.RouteLength..])];
        Assert.Equal(routes.Length, routes.Select(Convert.ToHexString).Distinct(StringComparer.Ordinal).Count());
        // Each of the 64 bits is set in half of them, within six standard deviations of 32.
        Assert.All(Enumerable.Range(0, 64), bit => Assert.InRange(routes.Count(r => (r[bit / 8] >> (bit % 8) & 1) == 1), 2048 - 192, 2048 + 192));
    }

    [Fact]
    public void An_ID_with_another_route_is_another_session()
    {
        byte[] bytes = SessionId.Create().Digest().ToArray(), other = [.. bytes];
        other[^1] ^= 1;
        Assert.NotEqual(Target.Of(new SessionDigest(bytes), _places).Place, Target.Of(new SessionDigest(other), _places).Place);
    }

    private sealed class OfPlaces(Places places) : ISessionPlacement
    {
        public void Place(string userId, ReadOnlySpan<byte> head, Span<byte> route) => places.Hide(places.Of(userId).Place, head, route);
    }
}
