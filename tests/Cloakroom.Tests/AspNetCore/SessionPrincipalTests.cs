using System.Security.Claims;
using Cloakroom.Testing;

namespace Cloakroom.Tests.AspNetCore;

/// <summary>A principal whose claims are made late is not told from one that was made at once.</summary>
public sealed class SessionPrincipalTests
{
    private static readonly (string Type, string Value)[] All =
        [("sub", "ada"), (ClaimTypes.NameIdentifier, "ada"), ("sid", ""), ("auth_time", ""), ("email", "ada@example.com"), ("role", "admin"), ("role", "user"), ("amr", "pwd")];

    [Theory]
    [InlineData("sub", "ada")]
    [InlineData("SUB", "ada")]
    [InlineData(ClaimTypes.NameIdentifier, "ada")]
    [InlineData("email", "ada@example.com")]
    [InlineData("role", "admin")]
    [InlineData("nothing", null)]
    public void One_claim_is_found_alone_and_among_all(string type, string? value)
    {
        ClaimsPrincipal late = Principal(), whole = Principal();

        Assert.Equal(8, whole.Claims.Count());
        Assert.Equal(value, late.FindFirst(type)?.Value);
        Assert.Equal(value, whole.FindFirst(type)?.Value);
        Assert.Equal(value is not null, whole.Claims.Any(c => ReferenceEquals(c, whole.FindFirst(type))));
    }

    [Fact]
    public void All_claims_are_there_in_order_whoever_asks()
    {
        AssertAll(Principal().Claims);
        AssertAll(Principal().Identities.Single().Claims);
        AssertAll(Assert.IsAssignableFrom<ClaimsIdentity>(Principal().Identity).Claims);
        AssertAll(Principal().Clone().Claims);
        AssertAll(Principal().FindAll(_ => true));
        AssertAll(new ClaimsPrincipal(Principal()).Claims);
        AssertAll(new ClaimsIdentity(Principal().Identity).Claims);
        AssertAll(new ClaimsPrincipal(Principal().Identities).Claims);
        // By way of a single claim, which is there before the others.
        AssertAll(Principal().FindFirst("sub")!.Subject!.Claims);
        AssertAll(Principal().FindFirst("sub")!.Subject!.Clone().Claims);
    }

    [Fact]
    public void It_is_written_and_read_whole()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        Principal().WriteTo(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);

        AssertAll(new ClaimsPrincipal(reader).Claims);
    }

    [Fact]
    public void Names_roles_and_the_scheme_are_known()
    {
        Assert.Equal(("ada", true, CloakroomDefaults.AuthenticationScheme), (Principal().Identity?.Name, Principal().Identity?.IsAuthenticated, Principal().Identity?.AuthenticationType));
        foreach (ClaimsPrincipal user in (ClaimsPrincipal[])[Principal(), Completed()])
        {
            Assert.True(user.IsInRole("admin"));
            Assert.True(user.IsInRole("user"));
            Assert.False(user.IsInRole("Admin"));
            Assert.False(user.IsInRole(""));
            Assert.True(user.HasClaim("role", "admin"));
            Assert.True(user.HasClaim(c => c.Type == "amr"));
            Assert.Equal(2, user.FindAll("role").Count());
            Assert.Equal("ada@example.com", user.FindFirst(c => c.Type == "email")?.Value);
        }
    }

    [Fact]
    public void What_is_added_is_found_and_what_is_removed_is_not()
    {
        ClaimsPrincipal user = Principal();
        Claim sub = user.FindFirst("sub")!;
        Assert.Same(sub, user.FindFirst("sub"));
        user.AddIdentity(new ClaimsIdentity([new Claim("role", "guest"), new Claim("sub", "second")]));

        Assert.True(user.IsInRole("admin"));
        Assert.False(user.IsInRole("guest"), "the second identity names roles in the framework's long way");
        Assert.Equal("ada", user.FindFirst("sub")?.Value);
        Assert.Equal(10, user.Claims.Count());
        Assert.Same(sub, user.FindFirst("sub"));

        ClaimsIdentity own = user.Identities.First();
        own.RemoveClaim(sub);
        Assert.Equal("second", user.FindFirst("sub")?.Value);
        Assert.Null(own.Name);
        own.AddClaim(new Claim("role", "owner"));
        Assert.True(user.IsInRole("owner"));
        own.RemoveClaim(own.FindFirst(c => c.Value == "admin"));
        Assert.False(user.IsInRole("admin"));
    }

    [Fact]
    public void A_claim_removed_by_way_of_its_subject_is_gone()
    {
        ClaimsPrincipal user = Principal();
        Claim id = user.FindFirst(ClaimTypes.NameIdentifier)!;
        Assert.True(id.Subject!.TryRemoveClaim(id));

        Assert.Null(user.FindFirst(ClaimTypes.NameIdentifier));
        Assert.Equal(7, user.Claims.Count());
    }

    private static void AssertAll(IEnumerable<Claim> claims) =>
        Assert.Equal(All, claims.Select(c => (c.Type, c.Type is "sid" or "auth_time" && c.Value.Length > 0 ? "" : c.Value)));

    private static ClaimsPrincipal Completed()
    {
        ClaimsPrincipal user = Principal();
        _ = user.Claims.Count();
        return user;
    }

    private static ClaimsPrincipal Principal() => SessionIdentity.Principal(
        NewSession.For("ada", TimeProvider.System) with { User = new("ada") { Email = "ada@example.com", Roles = ["admin", "user"] }, AuthenticationMethods = ["pwd"] });
}
