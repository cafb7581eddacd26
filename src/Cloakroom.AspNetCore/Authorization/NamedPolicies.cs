using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Cloakroom;

/// <summary>
/// Policies that say what they mean: <c>fresh:5m</c> (a login at most five minutes old; <c>s</c>, <c>m</c>, <c>h</c>), <c>role:admin</c> and
/// <c>signed-in</c>. Everything else is asked of the framework's own list.
/// </summary>
internal sealed class NamedPolicies(IOptions<AuthorizationOptions> options) : DefaultAuthorizationPolicyProvider(options)
{
    private const string Fresh = "fresh:", Role = "role:", SignedIn = "signed-in";

    // Names never change their meaning.
    public override bool AllowsCachingPolicies => true;

    /// <exception cref="InvalidOperationException">The name begins like one of ours and cannot be read.</exception>
    public override Task<AuthorizationPolicy?> GetPolicyAsync(string policyName)
    {
        AuthorizationPolicyBuilder builder = new AuthorizationPolicyBuilder().RequireAuthenticatedUser();
        return policyName switch
        {
            SignedIn => Of(builder),
            _ when policyName.StartsWith(Fresh, StringComparison.Ordinal) => Of(builder.AddRequirements(new FreshLoginRequirement(MaxAge(policyName)))),
            _ when policyName.StartsWith(Role, StringComparison.Ordinal) && policyName.Length > Role.Length => Of(builder.RequireRole(policyName[Role.Length..])),
            _ => base.GetPolicyAsync(policyName),
        };
    }

    private static Task<AuthorizationPolicy?> Of(AuthorizationPolicyBuilder builder) => Task.FromResult<AuthorizationPolicy?>(builder.Build());

    private static TimeSpan MaxAge(string name)
    {
        TimeSpan unit = name[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        };
        return unit > TimeSpan.Zero && int.TryParse(name.AsSpan(Fresh.Length..^1), NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and < 100_000
            ? unit * count
            : throw new InvalidOperationException($"The policy '{name}' cannot be read; write fresh: with a whole number and s, m or h, such as fresh:5m.");
    }
}
