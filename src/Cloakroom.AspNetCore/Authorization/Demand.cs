using System.Collections.Immutable;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;

namespace Cloakroom;

/// <summary>What an endpoint asks of whoever calls it, as far as it is plain: nothing, or a session and perhaps roles.</summary>
internal sealed class Demand
{
    private static readonly Demand NotPlain = new(isPlain: false, null), Nothing = new(isPlain: true, null);

    // One of each list.
    private readonly ImmutableArray<ImmutableArray<string>>? _roles;

    private Demand(bool isPlain, ImmutableArray<ImmutableArray<string>>? roles) => (IsPlain, _roles) = (isPlain, roles);

    /// <summary>False where the framework has to be asked.</summary>
    public bool IsPlain { get; }

    /// <summary>Whether anybody may come.</summary>
    public bool IsNothing => IsPlain && _roles is null;

    /// <summary>What an endpoint demands, which says it in its metadata; what is no endpoint demands what the application has set for that.</summary>
    public static Demand Of(Endpoint? endpoint, IAuthorizationPolicyProvider policies)
    {
        if (endpoint?.Metadata is { } metadata && (metadata.GetMetadata<IAuthorizationRequirementData>() is not null || metadata.GetMetadata<IAllowAnonymous>() is not null))
        {
            return NotPlain;
        }

        Task<AuthorizationPolicy?> combined = AuthorizationPolicy.CombineAsync(
            policies, endpoint?.Metadata.GetOrderedMetadata<IAuthorizeData>() ?? [], endpoint?.Metadata.GetOrderedMetadata<AuthorizationPolicy>() ?? []);
        // Ours are there at once; nobody is kept waiting for others.
        return combined.IsCompletedSuccessfully ? Of(combined.Result) : NotPlain;
    }

    /// <summary>Whether the user of a live session meets it.</summary>
    public bool IsMetBy(SessionUser user)
    {
        foreach (ImmutableArray<string> any in _roles ?? [])
        {
            if (!IsInOne(user, any))
            {
                return false;
            }
        }

        return _roles is not null;
    }

    private static Demand Of(AuthorizationPolicy? policy)
    {
        if (policy is null)
        {
            return Nothing;
        }

        ImmutableArray<ImmutableArray<string>>.Builder roles = ImmutableArray.CreateBuilder<ImmutableArray<string>>();
        foreach (IAuthorizationRequirement requirement in policy.Requirements)
        {
            if (requirement.GetType() == typeof(RolesAuthorizationRequirement) && requirement is RolesAuthorizationRequirement { AllowedRoles: var allowed })
            {
                roles.Add([.. allowed]);
            }
            else if (requirement.GetType() != typeof(DenyAnonymousAuthorizationRequirement))
            {
                return NotPlain;
            }
        }

        return policy.AuthenticationSchemes.Count > 0 ? NotPlain : new(isPlain: true, roles.ToImmutable());
    }

    private static bool IsInOne(SessionUser user, ImmutableArray<string> any)
    {
        foreach (string role in any)
        {
            // As claims are compared.
            if (user.Roles.Contains(role, StringComparer.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
